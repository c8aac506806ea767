import { useTranslation } from "react-i18next";
import { Tag, type TagColor } from "@/ui/tag";

const colours: Record<string, TagColor> = {
  open: "blue",
  missed: "red",
  discharged: "teal",
  received: "orange",
  "more-asked": "blue",
  granted: "teal",
  refused: "red",
};

/** How something on a desk stands. */
export function Standing({ of, late }: { of: string; late?: boolean }) {
  const { t } = useTranslation("desks");
  const settledLate = late && of !== "open" && of !== "missed";
  return (
    <Tag color={settledLate ? "orange" : (colours[of] ?? "gray")}>
      {t(`standings.${of}`, { defaultValue: of })}
      {settledLate && `, ${t("late")}`}
    </Tag>
  );
}
