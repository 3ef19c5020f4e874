/** Profiling: the sensor's observer around one boot, its record read into traces, and what the traces show of ports and peers. */
export { mergeRecords } from "./merge-records.js";
export { addressBook, observedEdges, observedPorts } from "./observed.js";
export { parseRecord } from "./record.js";
export { SensorSession, voided, type SensorOptions } from "./sensor-session.js";
export {
  fileStart,
  mergeSections,
  notATrace,
  readSections,
  sectionText,
  type RecordedSession,
  type TraceHead,
  type TraceSection,
} from "./trace-file.js";
