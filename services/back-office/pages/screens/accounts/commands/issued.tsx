import { Alert, Button, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Facts } from "@/ui/facts";

export interface Issued {
  number?: number | null;
  applicationKey?: string | null;
  applicationSecret?: string | null;
}

/** What a new program signs its calls with: the secret is shown once, and is gone when the dialog is closed. */
export function IssuedDialog({
  issued,
  next,
  kept,
  onClose,
}: {
  issued: Issued | null;
  /** What to do with it. */
  next: string;
  /** On the button: that it was done. */
  kept: string;
  onClose: () => void;
}) {
  const { t } = useTranslation(["accounts", "common"]);
  const secret = issued?.applicationSecret ?? "";
  return (
    <Modal
      opened={issued !== null}
      onClose={onClose}
      title={t("applications.secret.title")}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <Stack gap="sm">
        <Alert color="orange" variant="light" icon={<IconKey />} py={6}>
          {t("applications.secret.once")}
        </Alert>
        <Facts
          of={[
            [t("number"), issued?.number],
            [
              t("applications.key"),
              <span key="key" className="mono">
                {issued?.applicationKey}
              </span>,
            ],
            [
              t("applications.secret.name"),
              <span key="secret" className="mono">
                {secret}
              </span>,
            ],
          ]}
        />
        <Text size="sm">{next}</Text>
        <Group justify="flex-end" gap="xs">
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t("common:copied") : t("applications.secret.copy")}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{kept}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
