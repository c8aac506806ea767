import { Button, CopyButton, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** The fingerprint of a key or certificate, to be compared or copied. */
export function Fingerprint({ of }: { of: string }) {
  const { t } = useTranslation("common");
  return (
    <Group gap={6} wrap="nowrap">
      <Text span size="xs" className="mono" style={{ overflowWrap: "anywhere" }}>
        {of}
      </Text>
      <CopyButton value={of}>
        {({ copied, copy }) => (
          <Button variant="subtle" size="compact-xs" onClick={copy} style={{ flexShrink: 0 }}>
            {copied ? t("copied") : t("copy")}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
