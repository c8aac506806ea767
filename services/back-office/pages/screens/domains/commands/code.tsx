import { Alert, Button, CopyButton, Group, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconEye } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";
import { graphql } from "@/api/generated/office";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
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

type Looked = { code: string | null } | { failed: string };

/** The code that lets the name go. It is shown when it is asked for, and never kept on this machine. */
export function CodeDialog({ held, opened, onClose }: DialogProps & { held: Held }) {
  const { t } = useTranslation(["domains", "common"]);
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [looked, setLooked] = useState<Looked | null>(null);
  const look = async () => {
    setBusy(true);
    const result = await client
      .query(AuthCode, { name: held.name }, { requestPolicy: "network-only" })
      .toPromise();
    setBusy(false);
    setLooked(
      result.error
        ? { failed: result.error.graphQLErrors[0]?.message ?? t("common:error.network") }
        : { code: result.data?.authCode ?? null },
    );
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("showCode.title", { name: held.unicode })}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <Stack gap="sm">
        <Text size="sm">{t("showCode.explain")}</Text>
        <div aria-live="polite">
          {looked && "failed" in looked && (
            <Alert color="red" variant="light" icon={<IconAlertTriangle />} title={t("common:error.title")}>
              {looked.failed}
            </Alert>
          )}
          {looked && "code" in looked && looked.code !== null && (
            <Group gap="sm">
              <Text className="mono" size="lg" fw={600} style={{ overflowWrap: "anywhere" }}>
                {looked.code}
              </Text>
              <CopyButton value={looked.code}>
                {({ copied, copy }) => (
                  <Button variant="default" onClick={copy}>
                    {copied ? t("common:copied") : t("common:copy")}
                  </Button>
                )}
              </CopyButton>
            </Group>
          )}
          {looked && "code" in looked && looked.code === null && <Text size="sm">{t("showCode.none")}</Text>}
        </div>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t("common:close")}
          </Button>
          {!looked && (
            <Button
              leftSection={<IconEye size={14} />}
              loading={busy}
              onClick={() => void look()}
              data-autofocus
            >
              {t("showCode.verb")}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
