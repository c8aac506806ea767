import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import { ContactField } from "@/ui/pickers";
import type { Held } from "../held";
import { Against } from "./against";
import { UpdateDomain } from "./update";

const roles = ["admin", "tech", "billing"] as const;

/** Who looks after the name; the registrant is changed by a trade. */
export function ContactsDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("domains");
  const [chosen, setChosen] = useState({
    admin: held.admin ?? null,
    tech: held.tech ?? null,
    billing: held.billing ?? null,
  });
  const known = {
    admin: held.adminContact?.handle,
    tech: held.techContact?.handle,
    billing: held.billingContact?.handle,
  };
  const changed = roles.filter((role) => chosen[role] !== null && chosen[role] !== held[role]);
  const { account } = held;
  return (
    <CommandDialog
      {...dialog}
      document={UpdateDomain}
      title={t("setContacts.title", { name: held.unicode })}
      explain={t("setContacts.explain")}
      verb={t("setContacts.verb")}
      done={t("done.sent")}
      variables={() =>
        changed.length > 0 && typeof account === "number"
          ? {
              input: {
                account,
                name: held.name,
                ...Object.fromEntries(changed.map((role) => [role, chosen[role]])),
              },
            }
          : null
      }
    >
      {(errorOf) => (
        <>
          <Against held={held} deed="update" />
          {roles.map((role) => (
            <ContactField
              key={role}
              label={t(`roles.${role}`)}
              value={chosen[role]}
              known={known[role]}
              required
              onChange={(number) => setChosen((before) => ({ ...before, [role]: number }))}
              error={errorOf(role)}
            />
          ))}
        </>
      )}
    </CommandDialog>
  );
}
