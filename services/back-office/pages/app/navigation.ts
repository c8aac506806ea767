import {
  IconAddressBook,
  IconAlarm,
  IconArrowsExchange,
  IconBuildingStore,
  IconCategory,
  IconChecklist,
  IconClipboardList,
  IconFileInvoice,
  IconGavel,
  IconGitCompare,
  IconHome,
  IconMailQuestion,
  IconNotebook,
  IconPlugConnected,
  IconScale,
  IconServer,
  IconShieldSearch,
  IconShoppingCart,
  IconTag,
  IconThumbUp,
  IconUsers,
  IconWorldWww,
} from "@tabler/icons-react";
import type { Rights } from "@/session/session";
import type { Section } from "./places";

export const sections: readonly Section[] = [
  {
    name: "work",
    places: [
      { name: "home", to: "/", icon: IconHome, key: "h" },
      { name: "pending", to: "/pending", icon: IconChecklist, key: "p" },
      { name: "operations", to: "/operations", icon: IconClipboardList, key: "o" },
      { name: "votes", to: "/votes", icon: IconThumbUp, key: "v" },
      { name: "orders", to: "/orders", icon: IconShoppingCart, key: "r" },
    ],
  },
  {
    name: "desks",
    places: [
      { name: "obligations", to: "/obligations", icon: IconAlarm, key: "e" },
      { name: "disclosures", to: "/disclosures", icon: IconGavel, key: "q" },
      { name: "drift", to: "/drift", icon: IconGitCompare, key: "f" },
      { name: "messages", to: "/messages", icon: IconMailQuestion, key: "m" },
    ],
  },
  {
    name: "register",
    places: [
      { name: "domains", to: "/domains", icon: IconWorldWww, key: "d" },
      { name: "contacts", to: "/contacts", icon: IconAddressBook, key: "c" },
      { name: "hosts", to: "/hosts", icon: IconServer, key: "n" },
      { name: "accounts", to: "/accounts", icon: IconBuildingStore, key: "a" },
    ],
  },
  {
    name: "money",
    places: [
      { name: "ledger", to: "/ledger", icon: IconNotebook, key: "l" },
      { name: "invoices", to: "/invoices", icon: IconFileInvoice, key: "i" },
      { name: "adjustments", to: "/adjustments", icon: IconArrowsExchange, key: "j" },
      { name: "trial", to: "/trial-balance", icon: IconScale, key: "b" },
      { name: "prices", to: "/prices", icon: IconTag, key: "t" },
    ],
  },
  {
    name: "system",
    places: [
      { name: "catalogue", to: "/catalogue", icon: IconCategory, key: "k" },
      { name: "registries", to: "/registries", icon: IconPlugConnected, key: "s" },
      { name: "audit", to: "/audit", icon: IconShieldSearch, key: "u" },
      { name: "staff", to: "/staff", icon: IconUsers, key: "w", shown: (rights) => rights.oversee },
    ],
  },
];

/** What a role is shown of it. */
export function placesFor(rights: Rights): readonly Section[] {
  return sections
    .map((section) => ({
      ...section,
      places: section.places.filter((place) => place.shown?.(rights) ?? true),
    }))
    .filter((section) => section.places.length > 0);
}
