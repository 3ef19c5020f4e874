import prettier from "eslint-config-prettier";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "bench/generalise/images/", "node_modules/", "sensor/", "examples/", "test/fixtures/", "**/.stack-slim/"] },
  ...tseslint.configs.strict,
  prettier,
  {
    files: ["**/*.ts"],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-definitions": ["error", "type"],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Name what you export: a default export has another name at every import." },
      ],
      // A resource that is only held (`await using _lock`) has a name nobody reads.
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      eqeqeq: "error",
    },
  },
  // The ports are interfaces: they are implemented, not composed.
  { files: ["src/model/ports.ts"], rules: { "@typescript-eslint/consistent-type-definitions": "off" } },
  // Tools load their own configuration from a default export.
  { files: ["*.config.*"], rules: { "no-restricted-syntax": "off" } },
);
