import { useTranslation } from "react-i18next";

/** `registry sandbox`, `vote of owner` … as the server words it: whom an operation waits for. */
export function useWaits(): (who: string) => string {
  const { t } = useTranslation("manager/names");
  return (who) => {
    const [, kind, of] = /^(registry|vote of) (.+)$/.exec(who) ?? [];
    if (kind === "registry") return t("waits.registry", { name: of });
    if (kind === "vote of") return t(`waits.votes.${of}` as "waits.votes.owner", { defaultValue: who });
    return who === "customer" || who === "other registrar"
      ? t(`waits.${who === "customer" ? "customer" : "registrar"}`)
      : t("waits.us");
  };
}
