import { FileInput, Text } from "@mantine/core";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { PreviewDialog } from "./preview";

/** The server reads no request that is longer (256 KiB with what surrounds the file). */
const MOST = 240 * 1024;

/** A file of prices: what is wrong with it line by line, or what it would change; then the import. */
export function ImportDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("prices");
  const [file, setFile] = useState<File | null>(null);
  const [text, setText] = useState<string | null>(null);
  const tooLong = file !== null && file.size > MOST;
  useEffect(() => {
    if (opened) setFile(null);
  }, [opened]);
  useEffect(() => {
    let live = true;
    setText(null);
    if (file && !tooLong) void file.text().then((read) => live && setText(read));
    return () => {
      live = false;
    };
  }, [file, tooLong]);
  return (
    <PreviewDialog
      opened={opened}
      onClose={onClose}
      title={t("import.title")}
      prices={text === null ? null : { csv: text }}
      source={text?.split(/\r?\n/)}
    >
      <FileInput
        size="xs"
        label={t("import.file")}
        description={t("import.hint")}
        placeholder={t("import.choose")}
        accept=".csv,text/csv,text/plain"
        leftSection={<IconFileSpreadsheet size={15} aria-hidden />}
        value={file}
        onChange={setFile}
        error={tooLong ? t("import.tooLong") : undefined}
        clearable
        clearButtonProps={{ "aria-label": t("import.remove") }}
      />
      <Text
        size="xs"
        c="dimmed"
        className="mono"
        style={{ whiteSpace: "pre", overflowX: "auto" }}
        tabIndex={0}
      >
        {
          "class,currency,item,action,years,price,from,until,promotion\nreseller,EUR,com,create,,7.49,2027-01-01,,"
        }
      </Text>
    </PreviewDialog>
  );
}
