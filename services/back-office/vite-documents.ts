import { readdirSync, readFileSync } from "node:fs";
import { type FragmentDefinitionNode, Kind, parse, print, stripIgnoredCharacters, visit } from "graphql";
import type { Plugin } from "vite";

const CALL = /\bgraphql\(\s*`([^`]*)`,?\s*\)/g;

function fragmentsOf(files: readonly string[]): Map<string, FragmentDefinitionNode> {
  const found = new Map<string, FragmentDefinitionNode>();
  for (const file of files) {
    for (const [, text] of readFileSync(file, "utf8").matchAll(CALL)) {
      for (const definition of parse(text ?? "").definitions) {
        if (definition.kind === Kind.FRAGMENT_DEFINITION) found.set(definition.name.value, definition);
      }
    }
  }
  return found;
}

/** A document with the fragments that it needs, as one line. */
function whole(text: string, known: ReadonlyMap<string, FragmentDefinitionNode>): string {
  const document = parse(text);
  const own = new Set(
    document.definitions.flatMap((one) => ("name" in one && one.name ? [one.name.value] : [])),
  );
  const needed = new Map<string, FragmentDefinitionNode>();
  const collect = (node: Parameters<typeof visit>[0]): void => {
    visit(node, {
      FragmentSpread(spread) {
        const name = spread.name.value;
        if (own.has(name) || needed.has(name)) return;
        const fragment = known.get(name);
        if (!fragment) throw new Error(`no fragment ${name} is written anywhere`);
        needed.set(name, fragment);
        collect(fragment);
      },
    });
  };
  collect(document);
  return stripIgnoredCharacters(
    [text, ...[...needed.values()].map((fragment) => print(fragment))].join("\n"),
  );
}

/**
 * Each document stands in the screen that asks for it, as text: code generation types it, and its own map of all
 * documents would bring every screen's into the first one's bundle.
 */
export function documents(): Plugin {
  let known = new Map<string, FragmentDefinitionNode>();
  const read = () => {
    const files = readdirSync("pages", { recursive: true, encoding: "utf8" });
    known = fragmentsOf(
      files
        .filter((file) => /\.tsx?$/.test(file) && !file.includes("generated"))
        .map((file) => `pages/${file}`),
    );
  };
  return {
    name: "documents",
    enforce: "pre",
    buildStart: read,
    handleHotUpdate: read,
    transform(code, id) {
      if (!id.includes("/pages/") || id.includes("/generated/") || !code.includes("graphql(`")) return null;
      const text = code.replace(CALL, (_call, document: string) => JSON.stringify(whole(document, known)));
      return { code: text.replace(/import \{ graphql \} from "[^"]+";/, ""), map: null };
    },
  };
}
