import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconLock, IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { CombinedError } from "urql";
import { codeOf } from "@/api/client";
import { refusedIn } from "@/api/refused";
import { Refusal } from "./refusal";

/** Why something is not shown, and what can be done. */
export function Failure({ error, again }: { error: CombinedError; again?: () => void }) {
  const { t } = useTranslation();
  const forbidden = codeOf(error) === "FORBIDDEN";
  const network = Boolean(error.networkError);
  const icon = forbidden ? <IconLock /> : network ? <IconPlugConnectedX /> : <IconAlertTriangle />;
  const title = forbidden ? t("error.forbidden") : t("error.title");
  return (
    <Alert color={forbidden ? "gray" : "red"} variant="light" icon={icon} title={title} m="sm" role="alert">
      <Text size="sm" component="div">
        <Refusal of={refusedIn(error)} />
      </Text>
      {again && !forbidden && (
        <Group mt="xs">
          <Button variant="default" onClick={again}>
            {t("error.again")}
          </Button>
        </Group>
      )}
    </Alert>
  );
}
