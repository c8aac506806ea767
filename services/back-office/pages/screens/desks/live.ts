import { graphql } from "@/api/generated/office";
import { useLive } from "@/api/live";

const DeskMoves = graphql(`
  subscription DeskMoves($kind: String!) {
    events(kind: $kind) { stream sequence }
  }
`);

/** What happens to things of a kind is shown as it does. */
export function useDesk(kind: "obligations" | "disclosure-request" | "drift"): boolean {
  return useLive(DeskMoves, { kind });
}
