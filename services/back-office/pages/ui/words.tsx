import i18next, { type TFunction } from "i18next";
import { createContext, type ReactNode, useContext } from "react";
import { useTranslation } from "react-i18next";

const Spoken = createContext<TFunction>(i18next.t);

/** The common words, listened for once for all: what stands in each line of a list has no listener of its own. */
export function Words({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return <Spoken value={t}>{children}</Spoken>;
}

export function useWords(): TFunction {
  return useContext(Spoken);
}
