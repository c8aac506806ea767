/** A line of a price list's file, as `pricesCsv` writes it. */
export interface FileLine {
  class: string;
  currency: string;
  /** `com create`, `com create 5Y`, `hosting.720plan`. */
  item: string;
  /** Before tax; absent: not offered from that day on. */
  price: string | undefined;
  from: string;
  until: string | undefined;
  promotion: string | undefined;
}

/** Fields of one line; quotes stand around what holds a comma. */
export function fields(line: string): readonly string[] {
  const found: string[] = [];
  let field = "";
  let quoted = false;
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index];
    if (quoted && character === '"' && line[index + 1] === '"') {
      field += '"';
      index += 1;
    } else if (character === '"') quoted = !quoted;
    else if (character === "," && !quoted) {
      found.push(field);
      field = "";
    } else field += character;
  }
  found.push(field);
  return found;
}

export function lines(file: string): readonly FileLine[] {
  const [head = "", ...rest] = file.split(/\r?\n/).filter((line) => line.trim() !== "");
  const names = fields(head);
  return rest.map((line) => {
    const values = fields(line);
    const of = (name: string) => values[names.indexOf(name)] || undefined;
    const years = of("years");
    const item = [of("item"), of("action"), years && `${years}Y`].filter(Boolean).join(" ");
    const price = of("price");
    return {
      class: of("class") ?? "",
      currency: of("currency") ?? "",
      item,
      price: price === "none" ? undefined : price,
      from: of("from") ?? "",
      until: of("until"),
      promotion: of("promotion"),
    };
  });
}
