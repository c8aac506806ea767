import { Checkbox, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import type { Held } from "../held";
import { UpdateDomain } from "./update";

/** What a registrar may set at a registry (RFC 5731). */
const client = [
  "clientTransferProhibited",
  "clientUpdateProhibited",
  "clientDeleteProhibited",
  "clientRenewProhibited",
  "clientHold",
] as const;

export function StatusesDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("domains");
  const before = client.filter((status) => held.statuses.includes(status));
  const [chosen, setChosen] = useState<string[]>(before);
  const same = chosen.length === before.length && before.every((status) => chosen.includes(status));
  const { account } = held;
  return (
    <CommandDialog
      {...dialog}
      document={UpdateDomain}
      title={t("setStatuses.title", { name: held.unicode })}
      explain={t("setStatuses.explain")}
      verb={t("setStatuses.verb")}
      done={t("done.sent")}
      variables={() =>
        same || typeof account !== "number"
          ? null
          : { input: { account, name: held.name, clientStatuses: chosen } }
      }
    >
      {(errorOf) => (
        <Checkbox.Group
          label={t("setStatuses.field")}
          value={chosen}
          onChange={setChosen}
          error={errorOf("clientStatuses")}
        >
          <Stack gap="xs" mt={6}>
            {client.map((status) => (
              <Checkbox
                key={status}
                value={status}
                size="xs"
                label={<span className="mono">{status}</span>}
                description={t(`statuses.${status}`)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </CommandDialog>
  );
}
