import { Button, Center, Stack, Text } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** Nothing to show: why, and what to do about it. */
export function Empty({ words, hint, onClear }: { words?: string; hint?: ReactNode; onClear?: () => void }) {
  const { t } = useTranslation();
  return (
    <Center p="xl">
      <Stack gap={6} align="center" maw="28rem">
        <IconInbox size={28} stroke={1.25} color="var(--mantine-color-dimmed)" aria-hidden />
        <Text size="sm" c="dimmed" ta="center">
          {words ?? t("table.empty")}
        </Text>
        {hint && (
          <Text size="xs" c="dimmed" ta="center">
            {hint}
          </Text>
        )}
        {onClear && (
          <Button variant="default" onClick={onClear}>
            {t("table.clear")}
          </Button>
        )}
      </Stack>
    </Center>
  );
}
