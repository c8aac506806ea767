import { graphql } from "@/api/generated/office";
import type { OperationState } from "@/api/generated/office/graphql";

export const Restart = graphql(`
  mutation RestartOperation($input: OperationInput!) {
    restartOperation(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

export const RestartMany = graphql(`
  mutation RestartOperations($input: RestartOperationsInput!) {
    restartOperations(input: $input) { number done userErrors { code field message } }
  }
`);

export const RestartWithCode = graphql(`
  mutation RestartTransferOfOperation($input: RestartTransferInput!) {
    restartTransfer(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

export const Close = graphql(`
  mutation CloseOperation($input: OperationInput!) {
    closeOperation(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

export const Cancel = graphql(`
  mutation CancelOperation($input: CancelOperationInput!) {
    cancelOperation(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

export const Complete = graphql(`
  mutation CompleteOperation($input: CompleteOperationInput!) {
    completeOperation(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

export const verbs = ["restart", "close", "cancel"] as const;
export type Verb = (typeof verbs)[number];

interface Standing {
  state: OperationState;
  closed: boolean;
}

/** What the operation as it stands can be told; the server decides. */
export function allows({ state, closed }: Standing, verb: Verb | "complete"): boolean {
  if (closed) return false;
  switch (verb) {
    case "restart":
    case "close":
      return state === "FAILED";
    case "cancel":
      return state === "FAILED" || state === "PENDING" || state === "ACTION_REQUIRED";
    case "complete":
      return state === "PENDING" || state === "IN_PROGRESS" || state === "BLOCKED";
  }
}
