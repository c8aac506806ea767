import "i18next";
import type events from "@/events/words.en.json";
import type managerAccess from "@/manager/access/words.en.json";
import type managerContacts from "@/manager/contacts/words.en.json";
import type managerMail from "@/manager/mail/words.en.json";
import type managerMoney from "@/manager/money/words.en.json";
import type managerNames from "@/manager/names/words.en.json";
import type manager from "@/manager/words.en.json";
import type refusals from "@/refusals/words.en.json";
import type accounts from "@/screens/accounts/words.en.json";
import type audit from "@/screens/audit/words.en.json";
import type billing from "@/screens/billing/words.en.json";
import type catalogue from "@/screens/catalogue/words.en.json";
import type contacts from "@/screens/contacts/words.en.json";
import type desks from "@/screens/desks/words.en.json";
import type domains from "@/screens/domains/words.en.json";
import type home from "@/screens/home/words.en.json";
import type hosts from "@/screens/hosts/words.en.json";
import type ledger from "@/screens/ledger/words.en.json";
import type operations from "@/screens/operations/words.en.json";
import type orders from "@/screens/orders/words.en.json";
import type prices from "@/screens/prices/words.en.json";
import type signIn from "@/screens/sign-in/words.en.json";
import type staff from "@/screens/staff/words.en.json";
import type votes from "@/screens/votes/words.en.json";
import type uiContact from "@/ui/contact/words.en.json";
import type common from "./words.en.json";

/** Words that do not exist do not compile. */
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: {
      common: typeof common;
      home: typeof home;
      "sign-in": typeof signIn;
      operations: typeof operations;
      votes: typeof votes;
      orders: typeof orders;
      desks: typeof desks;
      domains: typeof domains;
      contacts: typeof contacts;
      hosts: typeof hosts;
      accounts: typeof accounts;
      ledger: typeof ledger;
      billing: typeof billing;
      prices: typeof prices;
      catalogue: typeof catalogue;
      audit: typeof audit;
      staff: typeof staff;
      events: typeof events;
      refusals: typeof refusals;
      manager: typeof manager;
      "manager/access": typeof managerAccess;
      "manager/contacts": typeof managerContacts;
      "manager/mail": typeof managerMail;
      "manager/money": typeof managerMoney;
      "manager/names": typeof managerNames;
      "ui/contact": typeof uiContact;
    };
  }
}
