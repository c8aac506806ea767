import { Button, Center, Stack, Text, Title } from "@mantine/core";
import { IconMapPinOff } from "@tabler/icons-react";
import { type ErrorComponentProps, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

/** No such screen, or no such thing. */
export function Missing() {
  return <NotThere />;
}

export function NotThere({ what }: { what?: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Center p="xl">
      <Stack gap="xs" align="center" maw="26rem">
        <IconMapPinOff size={32} stroke={1.25} color="var(--mantine-color-dimmed)" aria-hidden />
        <Title order={1}>{what ? `${t("error.missing")}: ${what}` : t("error.missing")}</Title>
        <Text size="sm" c="dimmed" ta="center">
          {t("error.missingHint")}
        </Text>
        <Button variant="default" onClick={() => navigate({ to: "/" })}>
          {t("error.backHome")}
        </Button>
      </Stack>
    </Center>
  );
}

/** A screen that failed: said, and nothing else of the page is lost. */
export function Broken({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <Center p="xl">
      <Stack gap="xs" align="center" maw="36rem" role="alert">
        <Title order={1}>{t("error.broken")}</Title>
        <Text size="sm" c="dimmed" ta="center">
          {t("error.brokenHint")}
        </Text>
        <Text size="xs" className="mono" lang="en">
          {error instanceof Error ? error.message : String(error)}
        </Text>
        <Button variant="default" onClick={reset}>
          {t("error.again")}
        </Button>
      </Stack>
    </Center>
  );
}
