import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { Alert, Button, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconEye } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";
import { type Refused, refusedIn } from "@/api/refused";
import type { DialogProps } from "./dialogs";
import { Refusal } from "./refusal";

interface Props<Data, Variables> extends DialogProps {
  document: TypedDocumentNode<Data, Variables>;
  variables: Variables;
  pick: (data: Data) => string | null;
  title: string;
  explain: string;
  verb: string;
  none: string;
}

type Looked = { secret: string | null } | { failed: readonly Refused[] };

/** A secret that is shown when it is asked for, and is gone with the dialog. */
export function SecretDialog<Data, Variables extends object>(props: Props<Data, Variables>) {
  const { t } = useTranslation();
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [looked, setLooked] = useState<Looked | null>(null);
  const look = async () => {
    setBusy(true);
    const { data, error } = await client
      .query(props.document as TypedDocumentNode<Data>, props.variables as never, {
        requestPolicy: "network-only",
      })
      .toPromise();
    setBusy(false);
    setLooked(error || !data ? { failed: refusedIn(error) } : { secret: props.pick(data) });
  };
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <Stack gap="sm">
        <Text size="sm">{props.explain}</Text>
        <div aria-live="polite">
          {looked && "failed" in looked && (
            <Alert color="red" variant="light" icon={<IconAlertTriangle />} title={t("error.title")}>
              <Refusal of={looked.failed} />
            </Alert>
          )}
          {looked && "secret" in looked && looked.secret !== null && (
            <Group gap="sm">
              <Text className="mono" size="lg" fw={600} style={{ overflowWrap: "anywhere" }}>
                {looked.secret}
              </Text>
              <CopyButton value={looked.secret}>
                {({ copied, copy }) => (
                  <Button variant="default" onClick={copy}>
                    {copied ? t("copied") : t("copy")}
                  </Button>
                )}
              </CopyButton>
            </Group>
          )}
          {looked && "secret" in looked && looked.secret === null && <Text size="sm">{props.none}</Text>}
        </div>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onClose}>
            {t("close")}
          </Button>
          {!looked && (
            <Button
              leftSection={<IconEye size={14} />}
              loading={busy}
              onClick={() => void look()}
              data-autofocus
            >
              {props.verb}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
