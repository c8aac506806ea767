import { PasswordInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import { SecretDialog } from "@/ui/secret";

import { type Held, UpdateOwnDomain } from "../held";

const OwnAuthCode = graphql(`
  query OwnAuthCode($name: DomainName!) {
    authCode(name: $name)
  }
`);

/** Another code in the place of the one that is known. */
export function NewCodeDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("manager/names");
  const [code, setCode] = useState("");
  return (
    <CommandDialog
      {...dialog}
      document={UpdateOwnDomain}
      title={t("setCode.title", { name: held.unicode })}
      explain={t("setCode.explain")}
      verb={t("setCode.verb")}
      done={t("sent")}
      variables={() => (code === "" ? null : { input: { name: held.name, authCode: code } })}
    >
      {(errorOf) => (
        <PasswordInput
          label={t("setCode.field")}
          description={t("setCode.hint")}
          value={code}
          required
          autoComplete="off"
          visibilityToggleButtonProps={{ "aria-label": t("setCode.show") }}
          error={errorOf("authCode")}
          onChange={(event) => setCode(event.currentTarget.value)}
          data-autofocus
        />
      )}
    </CommandDialog>
  );
}

/** The code that lets the name go to another registrar. */
export function CodeDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("manager/names");
  return (
    <SecretDialog
      {...dialog}
      document={OwnAuthCode}
      variables={{ name: held.name }}
      pick={(data) => data.authCode ?? null}
      title={t("showCode.title", { name: held.unicode })}
      explain={t("showCode.explain")}
      verb={t("showCode.verb")}
      none={t("showCode.none")}
    />
  );
}
