import { createContext, useContext } from "react";
import type { Staged } from "./staged";

interface Staging {
  staged: Staged;
  stage: (item: string, typed: string | undefined) => void;
}

/** Cells read what was typed from here: the table's columns stay the same while somebody types. */
export const StagingContext = createContext<Staging>({ staged: new Map(), stage: () => undefined });

export function useStaging(): Staging {
  return useContext(StagingContext);
}
