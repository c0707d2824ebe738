// Reads as much of a WebAssembly module as tells which of its functions need which:
// the binary format, and the tool conventions' «linking» and «reloc.*» sections.

/** Walks over bytes. */
export class Reader {
  constructor(bytes, at = 0, end = bytes.length) {
    Object.assign(this, { bytes, at, end });
  }

  get done() { return this.at >= this.end; }

  byte() { return this.bytes[this.at++]; }

  /** An unsigned LEB128 number of up to 32 bits. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  }

  /** A number of any size that nobody asks for. */
  skipNumber() { while (this.byte() >= 128); }

  text() {
    const length = this.number();
    this.at += length;
    return Buffer.from(this.bytes.subarray(this.at - length, this.at)).toString();
  }

  /** A signed LEB128 number of 32 bits. */
  signed() {
    let [value, shift, byte] = [0, 0, 0];
    do {
      byte = this.byte();
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte >= 128);
    return shift < 32 && byte & 64 ? value | -1 << shift : value;
  }

  /** So many of what `read` reads. */
  list(read) { return Array.from({ length: this.number() }, (_, i) => read(i)); }
}

const [CUSTOM, IMPORT, CODE, DATA, DATA_COUNT] = [0, 2, 10, 11, 12];

/** The sections of a module: what they are, and where. */
export function sections(bytes) {
  const reader = new Reader(bytes, 8);
  const all = [];
  while (!reader.done) {
    const [from, id] = [reader.at, reader.byte()];
    const length = reader.number();
    const start = reader.at;
    const name = id === CUSTOM ? reader.text() : undefined;
    all.push({ id, name, from, start, body: reader.at, end: start + length });
    reader.at = start + length;
  }
  return all;
}

/** The module without those custom sections that `isDropped` tells by name. */
export function without(bytes, isDropped) {
  const kept = sections(bytes).filter(({ name }) => name === undefined || !isDropped(name));
  return Buffer.concat([bytes.subarray(0, 8), ...kept.map(({ from, end }) => bytes.subarray(from, end))]);
}

/** How many functions are imported: they come first when functions are numbered. */
function countImports(reader) {
  let functions = 0;
  reader.list(() => {
    reader.text();
    reader.text();
    const kind = reader.byte();
    if (kind === 0) functions += 1;
    if (kind === 1) reader.byte();
    if (kind === 1 || kind === 2) {
      const flags = reader.byte();
      reader.skipNumber();
      if (flags & 1) reader.skipNumber();
    } else if (kind === 3) reader.at += 2;
    else if (kind === 4) reader.at += 1;
    if (kind === 0) reader.skipNumber();
  });
  return functions;
}

const CONST = 0x41;

/** Where the pieces of data stand in the file, and where they come to stand in memory. */
function dataSegments(bytes) {
  const section = sections(bytes).find(({ id }) => id === DATA);
  const reader = new Reader(bytes, section.body, section.end);
  return reader.list(() => {
    const [kind, code] = [reader.number(), reader.byte()];
    if (kind !== 0 || code !== CONST) throw new Error('The module has data of a kind that is not understood.');
    const address = reader.signed();
    reader.byte();
    const length = reader.number();
    reader.at += length;
    return { address, from: reader.at - length, to: reader.at };
  });
}

function number(value) {
  const bytes = [];
  do {
    bytes.push(value > 127 ? value & 127 | 128 : value);
    value >>>= 7;
  } while (value);
  return bytes;
}

function signed(value) {
  const bytes = [];
  for (;;) {
    const byte = value & 127;
    value >>= 7;
    if (value === 0 && !(byte & 64) || value === -1 && byte & 64) return [...bytes, byte];
    bytes.push(byte | 128);
  }
}

/** The module with other data: pieces of memory and their addresses. */
export function withData(bytes, pieces) {
  const content = Buffer.concat([Buffer.from(number(pieces.length)), ...pieces.map(({ address, data }) => Buffer.concat([Buffer.from([0, CONST, ...signed(address), 0x0b, ...number(data.length)]), data]))]);
  const replaced = Buffer.concat([Buffer.from([DATA, ...number(content.length)]), content]);
  const all = sections(bytes).filter(({ id }) => id !== DATA_COUNT);
  const had = all.some(({ id }) => id === DATA);
  const parts = all.map(({ id, from, end }) => id === DATA ? replaced : bytes.subarray(from, end));
  // Data comes after code.
  if (!had) parts.splice(all.findIndex(({ id }) => id === CODE) + 1, 0, replaced);
  return Buffer.concat([bytes.subarray(0, 8), ...parts]);
}

/** As many bytes without anything in them are worth a new piece. */
const GAP = 8;

/** What of a memory is not empty. */
function filled(memory, base) {
  const pieces = [];
  for (let at = 0; at < memory.length;) {
    if (memory[at] === 0) {
      at += 1;
      continue;
    }
    let end = at;
    for (let zeros = 0; end < memory.length && zeros <= GAP; end += 1) zeros = memory[end] === 0 ? zeros + 1 : 0;
    while (memory[end - 1] === 0) end -= 1;
    pieces.push({ address: base + at, data: memory.subarray(at, end) });
    at = end;
  }
  return pieces;
}

/**
 * A module's data in two: that of the `pieces`, ordered by address, that `isLater`
 * tells, and all other. The former holds nothing but those pieces, as it is put over
 * memory that is in use.
 */
export function divide(bytes, pieces, isLater) {
  const segments = dataSegments(bytes);
  const base = Math.min(...segments.map(({ address }) => address));
  const memory = Buffer.alloc(Math.max(...segments.map(({ address, from, to }) => address + to - from)) - base);
  for (const { address, from, to } of segments) memory.set(bytes.subarray(from, to), address - base);
  const spans = [];
  let isNext = false;
  for (const piece of pieces) {
    const [from, to] = [piece.address - base, piece.address - base + piece.size];
    const goes = isLater(piece) && from >= 0 && to <= memory.length;
    // Between a piece and the next is nothing but what aligns it.
    if (goes && isNext && from - spans.at(-1).to < GAP) spans.at(-1).to = to;
    else if (goes) spans.push({ from, to });
    isNext = goes;
  }
  const goes = spans.map(({ from, to }) => ({ address: base + from, data: Buffer.from(memory.subarray(from, to)) })).filter(({ data }) => data.some(byte => byte));
  for (const { from, to } of spans) memory.fill(0, from, to);
  return { stays: filled(memory, base), goes };
}

const [FUNCTION, DATA_SYMBOL, SECTION] = [0, 1, 3];
const [UNDEFINED, EXPLICIT_NAME] = [0x10, 0x40];

/** The symbols of a linked module, as the linker was asked to leave them. */
function symbols(reader) {
  reader.number();
  while (!reader.done) {
    const kind = reader.byte();
    const size = reader.number();
    if (kind !== 8) {
      reader.at += size;
      continue;
    }
    return reader.list(() => {
      const kind = reader.byte();
      const flags = reader.number();
      if (kind === DATA_SYMBOL) {
        const name = reader.text();
        return flags & UNDEFINED ? { kind, name } : { kind, name, segment: reader.number(), offset: reader.number(), size: reader.number() };
      }
      const index = reader.number();
      const name = kind !== SECTION && (!(flags & UNDEFINED) || flags & EXPLICIT_NAME) ? reader.text() : undefined;
      return { kind, index, name };
    });
  }
  return [];
}

/** Relocations that are followed by an addend. */
const WITH_ADDEND = new Set([3, 4, 5, 8, 9, 11, 14, 15, 16, 17, 21, 22, 23, 25]);
const TYPE_INDEX = 6;

function relocations(reader) {
  reader.number();
  return reader.list(() => {
    const type = reader.byte();
    const [offset, index] = [reader.number(), reader.number()];
    if (WITH_ADDEND.has(type)) reader.skipNumber();
    return { type, offset, index };
  }).filter(({ type }) => type !== TYPE_INDEX);
}

/** The one of `parts`, in order and apart, that holds `offset`. */
function holding(parts, offset) {
  let [low, high] = [0, parts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (parts[middle].end <= offset) low = middle + 1;
    else high = middle;
  }
  return parts[low]?.start <= offset ? parts[low] : undefined;
}

/**
 * What needs what in a module that was linked with `--emit-relocs`: from the name of
 * a function, or `data:` and the number of a piece of data, to the same. What stands
 * in data that no symbol covers is needed by `data:`.
 */
export function needs(bytes) {
  const all = sections(bytes);
  const reader = ({ body, end }) => new Reader(bytes, body, end);
  const section = (id, name) => {
    const found = all.find(one => one.id === id && one.name === name);
    if (!found) throw new Error(`The module has no section ${name ?? id}: was it linked with --emit-relocs?`);
    return found;
  };
  const imported = countImports(reader(section(IMPORT)));
  const known = symbols(reader(section(CUSTOM, 'linking')));
  const names = new Map(known.filter(({ kind, name }) => kind === FUNCTION && name).map(({ index, name }) => [index, name]));
  const code = section(CODE);
  const bodies = reader(code);
  const functions = bodies.list(i => {
    const start = bodies.at - code.body;
    const length = bodies.number();
    bodies.at += length;
    return { start, end: bodies.at - code.body, name: names.get(imported + i) };
  });
  const data = section(DATA);
  const segments = dataSegments(bytes);
  const pieces = [];
  const covered = known.filter(({ kind, segment, size }) => kind === DATA_SYMBOL && size > 0 && segments[segment])
    .map(symbol => ({ symbol, start: segments[symbol.segment].from - data.body + symbol.offset, address: segments[symbol.segment].address + symbol.offset }))
    .map(({ symbol, start, address }) => ({ symbol, start, address, end: start + symbol.size }))
    .sort((a, b) => a.start - b.start);
  // Symbols that overlap are one piece.
  for (const { symbol, start, end, address } of covered) {
    if (!pieces.length || pieces.at(-1).end <= start) pieces.push({ start, end, address, name: `data:${pieces.length}` });
    else pieces.at(-1).end = Math.max(pieces.at(-1).end, end);
    symbol.piece = pieces.at(-1).name;
  }
  const nodes = known.map(({ kind, index, piece }) => kind === FUNCTION ? names.get(index) : piece);

  const graph = new Map();
  const need = (from, to) => {
    if (!graph.has(from)) graph.set(from, new Set());
    graph.get(from).add(to);
  };
  for (const [parts, name] of [[functions, 'reloc.CODE'], [pieces, 'reloc.DATA']]) {
    for (const { offset, index } of relocations(reader(section(CUSTOM, name)))) {
      const to = nodes[index];
      if (to !== undefined) need(holding(parts, offset)?.name ?? 'data:', to);
    }
  }
  // A function of several names is the same under each.
  const called = known.filter(({ kind, name }) => kind === FUNCTION && name);
  for (const { index, name } of called.filter(({ index, name }) => name !== names.get(index))) {
    need(name, names.get(index));
    need(names.get(index), name);
  }
  return { graph, names: new Set(called.map(({ name }) => name)), pieces: pieces.map(({ start, end, address, name }) => ({ name, address, size: end - start })) };
}

/** All that is needed by `roots`, `isCut` apart. */
export function reach(graphs, roots, isCut) {
  const reached = new Set(roots);
  for (const one of reached) {
    for (const graph of graphs) for (const next of graph.get(one) ?? []) if (!isCut(next)) reached.add(next);
  }
  return reached;
}
