// Figures as they are printed: with what the machine was doing.
import { cpus, loadavg } from 'node:os';

/** The smallest value that `share` of all do not exceed. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))];
}

/** Median, p99 and maximum of milliseconds. */
export const spread = values => values.length === 0 ? 'none' : [['p50', 0.5], ['p99', 0.99], ['max', 1]].map(([name, share]) => `${name} ${quantile(values, share).toFixed(1)}`).join('  ') + ' ms';

export const mebibytes = bytes => `${(bytes / 1048576).toFixed(1)} MiB`;

/** A line of the report. */
export const tell = (what, figure) => console.log(`${what.padEnd(72)} ${figure}`);

export const tellMachine = () => tell('Cores and load', `${cpus().length}, ${loadavg().map(load => load.toFixed(2)).join(' ')}`);

/** A line of the report, with what TanStack's table was measured at and what ours aims at. */
export const tellBeside = (what, figure, tanstack, aim) => tell(what, `${figure}  [TanStack ${tanstack}; aim ${aim}]`);

/** A frame that took this many ms was seen to: two frames at 60 Hz. */
export const LATE = 34;
