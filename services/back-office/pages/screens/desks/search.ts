import { searched, text } from "@/ui/tools";

export function obligations(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
  });
}

export function disclosures(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
  });
}

export function disclosure(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
  });
}

export function drift(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
  });
}

export function messages(found: Record<string, unknown>) {
  return searched({
    text: text(found.text),
  });
}
