/** Every rule of keeping, in the order in which a path's first reason is found. */
import type { Policy } from "../../model/config.js";
import type { Rule } from "../rule.js";
import { besidePlugins } from "./beside-plugins.js";
import { certificates } from "./certificates.js";
import { charsets } from "./charsets.js";
import { chosenPackages } from "./chosen-packages.js";
import { companionData } from "./companion-data.js";
import { configuration } from "./configuration.js";
import { configuredPrograms } from "./configured-programs.js";
import { delegates } from "./delegates.js";
import { elfDlopen } from "./elf-dlopen.js";
import { elfNeeded } from "./elf-needed.js";
import { erlang } from "./erlang.js";
import { fonts } from "./fonts.js";
import { imports } from "./imports.js";
import { jvm } from "./jvm.js";
import { mariadb } from "./mariadb.js";
import { nameService } from "./name-service.js";
import { node } from "./node.js";
import { observed } from "./observed.js";
import { packageMetadata } from "./package-metadata.js";
import { perl } from "./perl.js";
import { linkedDirectories } from "./linked-directories.js";
import { otherNames } from "./other-names.js";
import { php } from "./php.js";
import { postgresql } from "./postgresql.js";
import { python, pythonPairs } from "./python.js";
import { restOfPackage } from "./rest-of-package.js";
import { ruby } from "./ruby.js";
import { scriptInterpreter } from "./script-interpreter.js";
import { scriptPrograms } from "./script-programs.js";
import { shell } from "./shell.js";
import { systemFiles } from "./system-files.js";
import { unowned } from "./unowned.js";
import { userKeep } from "./user-keep.js";
import { volumeContent } from "./volume-content.js";
import { webAssets } from "./web-assets.js";
import { webServer } from "./web-server.js";
import { wholePackages } from "./whole-packages.js";
import { zoneinfo } from "./zoneinfo.js";

export const rules: readonly Rule[] = [
  observed,
  userKeep,
  configuredPrograms,
  systemFiles,
  volumeContent,
  packageMetadata,
  elfNeeded,
  nameService,
  scriptInterpreter,
  pythonPairs,
  shell,
  unowned,
  configuration,
  certificates,
  zoneinfo,
  charsets,
  besidePlugins,
  companionData,
  fonts,
  delegates,
  python,
  node,
  jvm,
  ruby,
  perl,
  php,
  erlang,
  postgresql,
  mariadb,
  webServer,
  webAssets,
  imports,
  scriptPrograms,
  restOfPackage,
  chosenPackages,
  wholePackages,
  elfDlopen,
  linkedDirectories,
  otherNames,
];

export const rulesOf = (policy: Policy): readonly Rule[] => rules.filter(({ policies }) => policies.includes(policy));
