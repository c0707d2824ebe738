// Takes out of a module what its start does without, into a second module that is
// loaded after it.
//
// What needs what is read from the module as it was linked; it is taken apart after it
// was optimised as one. Both parts share memory, table and globals. The first holds
// every function that can be reached without passing the entrance, and the second one
// fills the places in the table that are its own: a function can only be called once
// it is there, as long as nobody passes the entrance before.
import binaryen from 'binaryen';
import { divide, needs, reach, withData } from './binary.mjs';

/** What the compiler uses of what came after the first WebAssembly, and every browser has; by wasm-opt's names. */
export const FEATURES = ['bulk-memory', 'nontrapping-float-to-int', 'sign-ext', 'mutable-globals', 'reference-types', 'multivalue'];

const { BulkMemory, BulkMemoryOpt, Multivalue, MutableGlobals, NontrappingFPToInt, ReferenceTypes, SignExt } = binaryen.Features;
const features = [BulkMemory, BulkMemoryOpt, Multivalue, MutableGlobals, NontrappingFPToInt, ReferenceTypes, SignExt].reduce((all, one) => all | one);

/** What the parts call each other's things by: short, and in order. */
const short = i => i.toString(36);

/** The module that the second one has everything of the first from. */
export const FIRST = 'f';

/** Who stands in the table for a function that is not there yet. */
const NOBODY = 'nobody';

/** Functions that wasm-opt made of several. */
const isMerged = name => name.startsWith('byn$mgfn-shared$');

/** Who calls whom, as wasm-opt's --print-call-graph has it. */
function calls(text) {
  const graph = new Map();
  for (const [, from, to] of text.matchAll(/^ {2}"(.*)" -> "(.*)"; \/\/ call$/gm)) {
    if (!graph.has(from)) graph.set(from, new Set());
    graph.get(from).add(to);
  }
  return graph;
}

function load(bytes) {
  const module = binaryen.readBinary(bytes);
  module.setFeatures(features);
  const every = (count, get, info) => Array.from({ length: count }, (_, i) => info(get(i)));
  const functions = every(module.getNumFunctions(), i => module.getFunctionByIndex(i), binaryen.getFunctionInfo);
  return {
    module,
    functions: functions.filter(({ base }) => !base),
    imports: functions.filter(({ base }) => base),
    exports: every(module.getNumExports(), i => module.getExportByIndex(i), binaryen.getExportInfo),
    globals: every(module.getNumGlobals(), i => module.getGlobalByIndex(i), binaryen.getGlobalInfo),
    tables: every(module.getNumTables(), i => module.getTableByIndex(i), binaryen.getTableInfo),
    elements: every(module.getNumElementSegments(), i => module.getElementSegmentByIndex(i), binaryen.getElementSegmentInfo),
  };
}

/** Neighbours among `places`, each with what stands there, in order. */
function runs(places) {
  const all = [];
  for (const [at, what] of [...places].sort(([a], [b]) => a - b)) {
    const last = all.at(-1);
    if (last && last.at + last.whats.length === at) last.whats.push(what);
    else all.push({ at, whats: [what] });
  }
  return all;
}

/** What stands at which place of the table. */
const placesOf = ({ elements }) => elements.flatMap(({ offset, data }) => data.map((name, i) => [binaryen.getExpressionInfo(offset).value + i, name]));

/** Which function stands in the table for which: wasm-opt keeps one of those that are the same. */
function standIns(before, now) {
  const at = new Map(placesOf(before));
  const graph = new Map();
  for (const [place, name] of placesOf(now)) {
    const known = at.get(place);
    if (!graph.has(known)) graph.set(known, new Set());
    graph.get(known).add(name);
  }
  return graph;
}

/**
 * The two modules. `linked` is what the linker wrote, `bound` is that after wasm-bindgen,
 * and `whole` after wasm-opt, too, names kept; `callGraph` is wasm-opt's of it. `isEntrance`
 * tells the function that is only called once the second module is there.
 */
export function split({ linked, bound, whole, callGraph, isEntrance }) {
  const known = needs(linked);
  const first = load(whole);
  const entrances = first.functions.filter(({ name }) => isEntrance(name));
  if (!entrances.length) throw new Error('There is no entrance to what comes later.');

  // What the linker did not name was made since, or is one of several of a name, and stays.
  const made = first.functions.map(({ name }) => name).filter(name => !known.names.has(name) && !isMerged(name))
    .flatMap(name => [name, name.replace(/_\d+$/, '')]);
  const exported = first.exports.filter(({ kind }) => kind === binaryen.ExternalFunction).map(({ value }) => value);
  const start = first.module.getStart();
  const direct = calls(callGraph);
  const stays = reach([known.graph, direct, standIns(load(bound), first)], ['data:', ...made, ...exported, ...start ? [binaryen.getFunctionInfo(start).name] : []], isEntrance);
  const goes = new Set(first.functions.map(({ name }) => name).filter(name => !stays.has(name)));

  for (const { name } of entrances) {
    const caller = [...direct].find(([from, to]) => stays.has(from) && to.has(name));
    if (caller) throw new Error(`${name} is called by name, not through a pointer: ${caller[0]}`);
  }

  const lent = new Set();
  for (const name of goes) for (const other of direct.get(name) ?? []) if (stays.has(other)) lent.add(other);
  const imported = new Set(first.imports.map(({ name }) => name));
  const lending = first.functions.map(({ name }) => name).filter(name => lent.has(name) && !imported.has(name));

  // The places in the table that the second module fills: in the first, somebody
  // stands there whom nobody calls.
  const [table] = first.tables.filter(({ name }) => first.elements.some(element => element.table === name));
  const places = placesOf(first);
  const refill = ({ module, elements }, filled) => {
    elements.forEach(({ name }) => module.removeElementSegment(name));
    runs(filled).forEach(({ at, whats }, i) => module.addActiveElementSegment(table.name, `e${i}`, whats, module.i32.const(at)));
  };

  const second = load(whole);
  first.module.addFunction(NOBODY, binaryen.none, binaryen.none, [], first.module.unreachable());
  refill(first, places.map(([at, name]) => [at, goes.has(name) ? NOBODY : name]));
  for (const name of goes) first.module.removeFunction(name);
  lending.forEach((name, i) => first.module.addFunctionExport(name, short(i)));
  first.tables.forEach(({ name }, i) => first.module.addTableExport(name, `T${i}`));
  first.globals.forEach(({ name }, i) => first.module.addGlobalExport(name, `G${i}`));

  refill(second, places.filter(([, name]) => goes.has(name)));
  second.exports.forEach(({ name }) => second.module.removeExport(name));
  const borrowed = new Map(lending.map((name, i) => [name, short(i)]));
  for (const { name, params, results } of second.functions) {
    if (goes.has(name)) continue;
    second.module.removeFunction(name);
    if (borrowed.has(name)) second.module.addFunctionImport(name, FIRST, borrowed.get(name), params, results);
  }
  second.tables.forEach(({ name }, i) => second.module.addTableImport(name, FIRST, `T${i}`));
  second.globals.forEach(({ name, type, mutable }, i) => second.module.addGlobalImport(name, FIRST, `G${i}`, type, mutable));
  // wasm-bindgen's part of the page uses the memory, too.
  const memory = first.exports.find(({ kind }) => kind === binaryen.ExternalMemory);
  second.module.addMemoryImport(memory.value, FIRST, memory.name);

  const isLater = piece => !stays.has(piece.name);
  const data = divide(whole, known.pieces, isLater);
  return { first: withData(first.module.emitBinary(), data.stays), rest: withData(second.module.emitBinary(), data.goes) };
}
