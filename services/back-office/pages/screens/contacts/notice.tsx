import { useTranslation } from "react-i18next";
import { Refusal } from "@/ui/refusal";

export interface Notice {
  code: string;
  message: string;
  values: readonly { name: string; value: string }[];
}

/** One consequence: the server's sentence, and in another language the one of its code; or why a merge is refused. */
export function NoticeShown({ of }: { of: Notice }) {
  const { t, i18n } = useTranslation("contacts");
  if (i18n.language === "en") return of.message;
  const values = Object.fromEntries(of.values.map(({ name, value }) => [name, value]));
  const words = t(`would.notices.${of.code}` as "would.notices.NOT_USED", { ...values, defaultValue: "" });
  return words || <Refusal of={[of]} />;
}
