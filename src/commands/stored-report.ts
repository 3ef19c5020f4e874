export { storedReport } from "../api/stored-report.js";
