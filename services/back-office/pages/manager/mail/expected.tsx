import { useTranslation } from "react-i18next";
import type { Mistake } from "./form";

/** What was expected in place of a mistake: mistakes have no code, so the server's own words, which are English. */
export function Expected({ of, keyed }: { of: Mistake; keyed?: boolean }) {
  const { t } = useTranslation("manager/mail");
  return (
    <>
      {keyed && of.key !== "" ? t("draft.at", { key: of.key }) : t("expected")}{" "}
      <span lang="en">{of.expected}</span>
    </>
  );
}
