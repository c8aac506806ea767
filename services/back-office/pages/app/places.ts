import type { Icon as TablerIcon } from "@tabler/icons-react";
import type { LinkProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Rights } from "@/session/session";

export interface Place {
  /** Its name among the words of `nav`. */
  name: string;
  to: NonNullable<LinkProps["to"]>;
  icon: TablerIcon;
  /** After `g`: the keyboard's way there. */
  key?: string;
  shown?: (rights: Rights) => boolean;
}

export interface Section {
  name: string;
  places: readonly Place[];
}

/** What places are called, by the words of the pages that they belong to. */
export function useCalled(words: "common" | "manager"): (name: string) => string {
  const { t } = useTranslation(words as "common");
  return (name) => t(`nav.${name}` as "nav.home");
}
