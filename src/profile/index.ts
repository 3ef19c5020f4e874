/** Profiling: the sensor's observer around one boot, its record read into traces, and what the traces show of ports and peers. */
export { appArmorProfile, type AppArmorOptions } from "./apparmor-profile.js";
export { mergeRecords } from "./merge-records.js";
export { addressBook, observedEdges, observedPorts } from "./observed.js";
export { parseRecord, readRecord } from "./record.js";
export { seccompProfile, type SeccompProfile } from "./seccomp-profile.js";
export { SensorSession, voided, type SensorOptions } from "./sensor-session.js";
export { traceDocument, type TraceDocumentOptions } from "./trace-document.js";
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
