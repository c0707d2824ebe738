//! A disk that keeps nothing, for a while or for good.

use super::*;

/// A device's disk that can be out of order.
#[derive(Clone, Default)]
struct Fragile {
    disk: Memory,
    is_broken: Rc<Cell<bool>>,
    writes: Rc<Cell<usize>>,
}

impl Store for Fragile {
    fn read(&self, prefix: &str) -> LocalBoxFuture<'static, Result<Vec<Entry>, StoreError>> {
        if self.is_broken.get() {
            return Box::pin(async { Err(StoreError::Full) });
        }
        self.disk.read(prefix)
    }

    fn write(&self, writes: Vec<Write>) -> LocalBoxFuture<'static, Result<(), StoreError>> {
        if self.is_broken.get() {
            return Box::pin(async { Err(StoreError::Full) });
        }
        self.writes.set(self.writes.get() + 1);
        self.disk.write(writes)
    }
}

/// A device whose disk is out of order, and what was said of that: trouble, and its end.
fn broken(script: Vec<Outcome>) -> (Device, Fragile, Rc<RefCell<Vec<bool>>>) {
    let disk = Fragile::default();
    disk.is_broken.set(true);
    let mut device = Device::with(Rc::new(disk.clone()), script);
    let told: Rc<RefCell<Vec<bool>>> = Rc::default();
    let noted = told.clone();
    device
        .outbox
        .on_trouble(move |trouble| noted.borrow_mut().push(trouble.is_some()));
    device.open(ADA);
    device.learn();
    (device, disk, told)
}

#[test]
fn a_device_that_keeps_nothing_says_so_once_and_sends_all_the_same() {
    let (mut device, _, told) = broken(vec![Ok(lead(2, Stage::Won))]);
    let mut receipt = device.outbox.update(Uuid::nil(), stage(Stage::Won));
    device.advance(300_000);
    assert!(receipt.outcome.try_recv().unwrap().unwrap().is_ok());
    assert_eq!(*told.borrow(), [true]);
}

#[test]
fn what_could_not_be_kept_is_kept_when_there_is_room_again() {
    let (mut device, disk, told) = broken(vec![]);
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    device.run();
    assert_eq!(device.shown().stage, Stage::Won);
    disk.is_broken.set(false);
    assert_eq!(device.kept(), []);
    device.advance(30_000);
    assert_eq!(device.kept().len(), 1);
    assert_eq!(*told.borrow(), [true, false]);
    let mut again = device.crash(vec![Ok(lead(2, Stage::Won))]);
    again.open(ADA);
    again.run();
    assert_eq!((again.sent(), again.counts()), (1, (0, 0)));
}

#[test]
fn what_was_sent_while_the_disk_was_out_of_order_is_not_sent_again() {
    let disk = Fragile::default();
    let mut device = Device::with(Rc::new(disk.clone()), vec![]);
    device.open(ADA);
    device.learn();
    drop(device.outbox.update(Uuid::nil(), stage(Stage::Won)));
    device.run();
    let mut device = device.crash(vec![Ok(lead(2, Stage::Won))]);
    device.pool.run_until(async {});
    device.open(ADA);
    disk.is_broken.set(true);
    device.run();
    assert_eq!((device.sent(), device.counts()), (1, (0, 0)));
    disk.is_broken.set(false);
    device.advance(30_000);
    assert_eq!(device.kept(), []);
}

#[test]
fn changes_made_at_once_are_kept_in_few_writes() {
    let disk = Fragile::default();
    let (server, taken) = Server::taking();
    let store: Rc<dyn Store> = Rc::new(disk.clone());
    let mut device = Device::start(Clock::default(), store, &server, Rc::new(Alone));
    device.open(ADA);
    for _ in 0..1_000 {
        drop(device.outbox.create(NewBusiness::named("B")));
    }
    device.run();
    assert_eq!(taken.borrow().len(), 1_000);
    assert!(disk.writes.get() < 400, "{} writes", disk.writes.get());
    assert_eq!(device.kept(), []);
}
