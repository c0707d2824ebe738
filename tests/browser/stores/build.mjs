// Makes modules of the contract of the stores, for a page: some seconds, and half a minute the first time.
import { join } from 'node:path';
import { compile, root } from '../../../platforms/web/wasm.mjs';

compile('stores-test', { profile: 'dev', features: 'indexed-db', out: join(root, 'target/stores-test') });
