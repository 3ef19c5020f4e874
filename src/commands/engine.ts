export { engineIfAny, openCompose, openEngine } from "../api/engine.js";
