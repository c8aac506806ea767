import type { OperationState } from "@/api/generated/reseller/graphql";

export type Verb = "restart" | "askAgain" | "cancel" | "giveUp";

interface Standing {
  state: OperationState;
  closed: boolean;
  waitsFor: readonly { who: string }[];
}

/** Neither at its end nor given up. */
export function underWay(row: { state: string; closed: boolean }): boolean {
  return !row.closed && row.state !== "SUCCEEDED" && row.state !== "FAILED";
}

/** What may be worth trying; the server decides. */
export function verbsOf(of: Standing): readonly Verb[] {
  if (of.closed || of.state === "SUCCEEDED") return [];
  if (of.state === "FAILED") return ["restart", "giveUp"];
  const voting = of.waitsFor.some(({ who }) => who.startsWith("vote of"));
  if (voting) return ["askAgain", "cancel"];
  return of.state === "PENDING" || of.state === "ACTION_REQUIRED" ? ["cancel"] : [];
}
