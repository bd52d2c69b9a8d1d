// What `make lint` asks of the JavaScript: the player's modules, their tests, the scripts of gradio's components.
import js from "@eslint/js";
import globals from "globals";

const MODULES = "soundstorm/player/static/**/*.js", SCRIPTS = "soundstorm/ui/**/*.js", ELSEWHERE = ["tests/**/*.js", "*.js"];

export default [
  js.configs.recommended,
  {
    rules: {
      eqeqeq: "error",
      "max-len": ["error", { code: 150, ignoreStrings: true, ignoreTemplateLiterals: true }],
      "no-var": "error",
      "prefer-const": ["error", { destructuring: "all" }],
    },
  },
  { files: ELSEWHERE, languageOptions: { globals: globals.node } },
  {
    files: [MODULES],
    languageOptions: { globals: globals.browser },
    rules: {
      // Names of the window that look like a variable somebody forgot to declare.
      "no-restricted-globals": ["error", "close", "event", "find", "frames", "length", "name", "open", "parent", "self", "status", "stop", "top"],
      // A bundle drops comments on lines of their own: a text of several lines could hold what looks like one.
      "no-restricted-syntax": ["error", { selector: "TemplateElement[value.raw=/\\n/]", message: "Write it as several texts." }],
    },
  },
  {
    // Gradio joins several of them into the body of one function: names come from, and go to, other files.
    files: [SCRIPTS],
    languageOptions: { sourceType: "script", globals: globals.browser },
    rules: { "no-undef": "off", "no-redeclare": "off", "max-len": "off", "no-unused-vars": ["error", { vars: "local", args: "none" }] },
  },
];
