import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const STYLES = "node_modules/@mantine/core/styles";

test("every component that is used has its styles", () => {
  const files = readdirSync("pages", { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.tsx?$/.test(file),
  );
  const used = new Set<string>();
  for (const file of files) {
    const text = readFileSync(`pages/${file}`, "utf8");
    for (const [, names] of text.matchAll(/import \{([^}]*)\} from "@mantine\/core"/g)) {
      for (const name of names?.split(",") ?? []) used.add(name.replace("type", "").trim());
    }
  }
  const loaded = readFileSync("pages/app/styles.ts", "utf8");
  const missing = [...used].filter(
    (name) => name && existsSync(`${STYLES}/${name}.css`) && !loaded.includes(`/${name}.layer.css"`),
  );
  expect(used.size).toBeGreaterThan(20);
  expect(missing).toEqual([]);
});
