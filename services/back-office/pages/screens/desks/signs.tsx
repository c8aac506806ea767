import { Badge, type MantineColor } from "@mantine/core";
import { useTranslation } from "react-i18next";

const colours: Record<string, MantineColor> = {
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
    <Badge color={settledLate ? "orange" : (colours[of] ?? "gray")} style={{ flexShrink: 0 }}>
      {t(`standings.${of}`, { defaultValue: of })}
      {settledLate && `, ${t("late")}`}
    </Badge>
  );
}
