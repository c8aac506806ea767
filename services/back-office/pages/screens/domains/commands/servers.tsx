import { Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { addressError } from "@/ui/addresses";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import type { Held } from "../held";
import { Against } from "./against";
import { servers } from "./records";
import { UpdateDomain } from "./update";

export function ServersDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("domains");
  const glue = new Map(held.hosts.map((host) => [host.name, host.addresses]));
  const [typed, setTyped] = useState(() =>
    held.nameServers.map((name) => [name, ...(glue.get(name) ?? [])].join(" ")).join("\n"),
  );
  return (
    <CommandDialog
      {...dialog}
      document={UpdateDomain}
      title={t("setServers.title", { name: held.unicode })}
      explain={t("setServers.explain")}
      verb={t("setServers.verb")}
      done={t("done.sent")}
      variables={() =>
        typeof held.account === "number"
          ? { input: { account: held.account, name: held.name, nameServers: servers(typed) } }
          : null
      }
    >
      {(errorOf) => (
        <>
          <Against held={held} deed="update" />
          <Textarea
            label={t("setServers.field")}
            description={t("setServers.hint")}
            value={typed}
            minRows={4}
            spellCheck={false}
            classNames={{ input: "mono" }}
            error={
              errorOf("nameServers") ??
              addressError(
                errorOf,
                servers(typed).flatMap((one) => one.addresses),
              )
            }
            onChange={(event) => setTyped(event.currentTarget.value)}
            data-autofocus
          />
        </>
      )}
    </CommandDialog>
  );
}
