import hooks from "eslint-plugin-react-hooks";
import typescript from "typescript-eslint";

export default typescript.config(
  { ignores: ["src/main/theme", "target"] },
  ...typescript.configs.strict,
  ...typescript.configs.stylistic,
  {
    files: ["src/**/*.ts", "src/**/*.tsx"],
    plugins: { "react-hooks": hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      "react-hooks/exhaustive-deps": "error",
      "@typescript-eslint/consistent-type-definitions": "off",
      eqeqeq: "error",
      "no-console": ["error", { allow: ["warn"] }],
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Data becomes text, never markup." },
        { property: "dangerouslySetInnerHTML", message: "Data becomes text, never markup." },
      ],
    },
  },
);
