import { PasswordInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import { SecretDialog } from "@/ui/secret";
import type { Held } from "../held";
import { Against } from "./against";
import { UpdateDomain } from "./update";

const AuthCode = graphql(`
  query AuthCode($name: DomainName!) {
    authCode(name: $name)
  }
`);

/** Another code in the place of the one that is known. */
export function NewCodeDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("domains");
  const [code, setCode] = useState("");
  const { account } = held;
  return (
    <CommandDialog
      {...dialog}
      document={UpdateDomain}
      title={t("setCode.title", { name: held.unicode })}
      explain={t("setCode.explain")}
      verb={t("setCode.verb")}
      done={t("done.sent")}
      variables={() =>
        code === "" || typeof account !== "number"
          ? null
          : { input: { account, name: held.name, authCode: code } }
      }
    >
      {(errorOf) => (
        <>
          <Against held={held} deed="update" />
          <PasswordInput
            label={t("setCode.field")}
            description={t("setCode.hint")}
            value={code}
            required
            autoComplete="off"
            error={errorOf("authCode")}
            onChange={(event) => setCode(event.currentTarget.value)}
            data-autofocus
          />
        </>
      )}
    </CommandDialog>
  );
}

/** The code that lets the name go. It is shown when it is asked for, and never kept on this machine. */
export function CodeDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("domains");
  return (
    <SecretDialog
      {...dialog}
      document={AuthCode}
      variables={{ name: held.name }}
      pick={(data) => data.authCode ?? null}
      title={t("showCode.title", { name: held.unicode })}
      explain={t("showCode.explain")}
      verb={t("showCode.verb")}
      none={t("showCode.none")}
    />
  );
}
