import type { ReactNode } from "react";
import { Go } from "@/ui/links";

/** What streams are of, as the journal names it. */
export const streamTypes = [
  "account",
  "adjustment",
  "application",
  "batch-mail",
  "cart",
  "contact",
  "contact-change",
  "credential",
  "disclosure-request",
  "domain",
  "drift",
  "host",
  "invoice",
  "invoice-series",
  "mailboxes",
  "money-account",
  "nichandle",
  "obligations",
  "operation",
  "operator",
  "order",
  "payment-means",
  "points-account",
  "price-list",
  "redirections",
  "trade",
  "transfer",
  "zone",
] as const;

export interface Place {
  stream: string;
  sequence: number;
}

/** `domain/example.com#3`. */
export function placeOf(event: string | undefined): Place | undefined {
  const match = /^(.+)#(\d+)$/.exec(event ?? "");
  return match?.[1] && match[2] ? { stream: match[1], sequence: Number(match[2]) } : undefined;
}

export function split(stream: string): readonly [type: string, id: string] {
  const slash = stream.indexOf("/");
  return slash < 0 ? [stream, ""] : [stream.slice(0, slash), stream.slice(slash + 1)];
}

/** The screen of what a stream is about; only text where it has none. */
export function ThingLink({ stream, children }: { stream: string; children: ReactNode }) {
  const [type, id] = split(stream);
  const account = Number(id);
  switch (type) {
    case "domain":
    case "zone":
    case "redirections":
    case "mailboxes":
    case "obligations":
    case "drift":
      return (
        <Go to="/domains/$name" params={{ name: id }} search={{}}>
          {children}
        </Go>
      );
    case "contact":
      return (
        <Go to="/contacts/$number" params={{ number: id }} search={{}}>
          {children}
        </Go>
      );
    case "account":
      return (
        <Go to="/accounts/$number" params={{ number: id }} search={{}}>
          {children}
        </Go>
      );
    case "host":
      return (
        <Go to="/hosts/$name" params={{ name: id }} search={{}}>
          {children}
        </Go>
      );
    case "operation":
      return (
        <Go to="/operations/$number" params={{ number: id }} search={{}}>
          {children}
        </Go>
      );
    case "order":
      return (
        <Go to="/orders/$number" params={{ number: id }} search={{}}>
          {children}
        </Go>
      );
    case "trade":
    case "transfer":
    case "contact-change":
      return (
        <Go to="/votes/$kind/$number" params={{ kind: type, number: id }} search={{}}>
          {children}
        </Go>
      );
    case "invoice":
      return (
        <Go to="/invoices/$number" params={{ number: id }} search={{}}>
          {children}
        </Go>
      );
    case "points-account":
      return (
        <Go to="/ledger" search={{ account }}>
          {children}
        </Go>
      );
    case "money-account":
    case "payment-means":
      return (
        <Go to="/ledger" search={{ account, tab: "money" }}>
          {children}
        </Go>
      );
    case "adjustment":
      return (
        <Go to="/adjustments" search={{ adjustment: account, show: "all" }}>
          {children}
        </Go>
      );
    case "price-list": {
      const dash = id.lastIndexOf("-");
      return (
        <Go to="/prices" search={{ class: id.slice(0, dash), currency: id.slice(dash + 1) }}>
          {children}
        </Go>
      );
    }
    case "operator":
      return (
        <Go to="/staff" search={{ login: id }}>
          {children}
        </Go>
      );
    case "disclosure-request":
      return (
        <Go to="/disclosures/$number" params={{ number: id }} search={{}}>
          {children}
        </Go>
      );
    default:
      return children;
  }
}

export function hasPlace(stream: string): boolean {
  const [type] = split(stream);
  return !["application", "batch-mail", "cart", "credential", "invoice-series", "nichandle"].includes(type);
}
