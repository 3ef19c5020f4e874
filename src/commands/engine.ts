export { engineIfAny, openCompose, openEngine, openWorkingEngine } from "../api/engine.js";
