import {
  IconAddressBook,
  IconClipboardList,
  IconFileInvoice,
  IconHome,
  IconKey,
  IconMailFast,
  IconNotebook,
  IconShoppingCart,
  IconTag,
  IconUserShield,
  IconWorldWww,
} from "@tabler/icons-react";
import type { Section } from "@/app/places";

/** Where an account can go in its own pages. */
export const sections: readonly Section[] = [
  {
    name: "work",
    places: [
      { name: "home", to: "/manager", icon: IconHome, key: "h" },
      { name: "names", to: "/manager/names", icon: IconWorldWww, key: "n" },
      { name: "contacts", to: "/manager/contacts", icon: IconAddressBook, key: "c" },
      { name: "operations", to: "/manager/operations", icon: IconClipboardList, key: "o" },
    ],
  },
  {
    name: "money",
    places: [
      { name: "orders", to: "/manager/orders", icon: IconShoppingCart, key: "r" },
      { name: "points", to: "/manager/points", icon: IconNotebook, key: "p" },
      { name: "invoices", to: "/manager/invoices", icon: IconFileInvoice, key: "i" },
      { name: "prices", to: "/manager/prices", icon: IconTag, key: "t" },
    ],
  },
  {
    name: "tools",
    places: [
      { name: "mails", to: "/manager/batch-mails", icon: IconMailFast, key: "b" },
      { name: "access", to: "/manager/access", icon: IconKey, key: "k" },
      { name: "profile", to: "/manager/sign-in", icon: IconUserShield, key: "s" },
    ],
  },
];
