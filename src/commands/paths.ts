export { besideOrAbove, isThere, needFile, needFolder } from "../api/paths.js";
