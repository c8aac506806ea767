import { Button, Center, Stack, Text, Title } from "@mantine/core";
import { IconMapPinOff } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
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
