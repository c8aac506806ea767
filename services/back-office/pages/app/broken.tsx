import { Button, Center, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** A screen that failed, or did not come: said, and loaded anew on demand, as there may be a new release of it. */
export function Broken({ error }: { error: unknown }) {
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
        <Button variant="default" onClick={() => window.location.reload()}>
          {t("error.again")}
        </Button>
      </Stack>
    </Center>
  );
}
