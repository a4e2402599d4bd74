import ChangeLog

extension TextDiffExample {
  /// Pairs at which a diff by lines and a diff by characters both fail: merged with the other
  /// change, their edits do not give the text that a person would expect.
  static let hard = [
    // A word gets an ending, and another is inserted behind it.
    TextDiffExample(
      old: "In May, plant the tree.", new: "In May, plant the trees.",
      edits: [edit(18, 4, "trees")],
      other: "In May, plant the tree early.", merged: "In May, plant the trees early."),
    // An item is inserted in a list where it begins like the next, which another replaces.
    TextDiffExample(
      old: "Buy bread, buy butter.", new: "Buy bread, buy beans, buy butter.",
      edits: [edit(10, 0, " buy beans,")],
      other: "Buy bread, buy cream.", merged: "Buy bread, buy beans, buy cream."),
    // The same for a list of Markdown.
    TextDiffExample(
      old: "- call the mayor\n- call the museum\n",
      new: "- call the mayor\n- call the mill\n- call the museum\n",
      edits: [edit(17, 0, "- call the mill\n")],
      other: "- call the mayor\n- invite the museum\n",
      merged: "- call the mayor\n- call the mill\n- invite the museum\n"),
    // A sentence is inserted between two others, one of which another corrects.
    TextDiffExample(
      old: "The roof leaks. The cellar is dry.",
      new: "The roof leaks. The chimney is cracked. The cellar is dry.",
      edits: [edit(15, 0, " The chimney is cracked.")],
      other: "The roof leaks. Our cellar is dry.",
      merged: "The roof leaks. The chimney is cracked. Our cellar is dry."),
    TextDiffExample(
      old: "The bus is late. It rains.", new: "The bus is late. It snows. It rains.",
      edits: [edit(16, 0, " It snows.")],
      other: "The bus is late. It pours.", merged: "The bus is late. It snows. It pours."),
    // A word is corrected, and another one comes behind it.
    TextDiffExample(
      old: "Ask the clark, he knows.", new: "Ask the clerks, they know.",
      edits: [edit(8, 5, "clerks"), edit(16, 8, "they know")],
      other: "Ask the clark again, he knows.", merged: "Ask the clerks again, they know."),
    // A number changes, and its unit.
    TextDiffExample(
      old: "Parking costs 15% of the rent.", new: "Parking costs 150% of the rent.",
      edits: [edit(14, 2, "150")],
      other: "Parking costs 15 per cent of the rent.",
      merged: "Parking costs 150 per cent of the rent."),
    TextDiffExample(
      old: "Open until 5 May.", new: "Open until 25 May.",
      edits: [edit(11, 0, "2")],
      other: "Open until about 5 May.", merged: "Open until about 25 May."),
    // A paragraph is reflowed, and a word at the break gets an ending.
    TextDiffExample(
      old: "Ask them whether the plan\nworks for all.\n",
      new: "Ask them whether the\nplan works for all.\n",
      edits: [edit(20, 1, "\n"), edit(25, 1, " ")],
      other: "Ask them whether the plans\nworks for all.\n",
      merged: "Ask them whether the\nplans works for all.\n"),
    // Marks of a list, and of bold.
    TextDiffExample(
      old: "Prune the rose\nWater the bed\n", new: "- Prune the **roses**\n- Water the bed\n",
      edits: [edit(0, 0, "- "), edit(12, 4, "**roses**"), edit(22, 0, "- ")],
      other: "Prune the rose early\nWater the bed daily\n",
      merged: "- Prune the **roses** early\n- Water the bed daily\n"),
    // A block is indented.
    TextDiffExample(
      old: "- lamps\n- chair\n- desk\n", new: "- lamps\n  - chairs\n  - desk\n",
      edits: [edit(8, 0, "  "), edit(12, 5, "chairs"), edit(19, 0, "  ")],
      other: "- lamps\n- chair with arms\n- desk\n",
      merged: "- lamps\n  - chairs with arms\n  - desk\n"),
    // A paragraph is moved.
    TextDiffExample(
      old: "Costs.\n\nThe school needs a hall and a kitchen.\n\nEnd.\n",
      new: "The school needs a hall and a kitchenette.\n\nCosts.\n\nEnd.\n",
      edits: [edit(0, 8, ""), edit(30, 7, "kitchenette"), edit(43, 0, "\nCosts.\n")],
      other: "Costs.\n\nThe school needs a hall and a kitchen by autumn.\n\nEnd.\n",
      merged: "The school needs a hall and a kitchenette by autumn.\n\nCosts.\n\nEnd.\n"),
    // A word is repeated.
    TextDiffExample(
      old: "It is very very wet.", new: "It is very very very wet.",
      edits: [edit(15, 0, " very")],
      other: "It is very very vast.", merged: "It is very very very vast."),
    // An opposite.
    TextDiffExample(
      old: "That seems fair to us.", new: "That seems unfair to us.",
      edits: [edit(11, 0, "un")],
      other: "That seems quite fair to us.", merged: "That seems quite unfair to us."),
    // Chinese, with a number.
    TextDiffExample(
      old: "会议要15分钟。", new: "会议要150分钟。",
      edits: [edit(3, 2, "150")],
      other: "会议要15多分钟。", merged: "会议要150多分钟。"),
    // Japanese: an item that begins like the next.
    TextDiffExample(
      old: "パンを買う。本を読む。", new: "パンを買う。本を返す。本を読む。",
      edits: [edit(5, 0, "。本を返す")],
      other: "パンを買う。手紙を読む。", merged: "パンを買う。本を返す。手紙を読む。"),
    // Korean: an ending.
    TextDiffExample(
      old: "내일은 회의.", new: "내일은 회의입니다.",
      edits: [edit(4, 2, "회의입니다")],
      other: "내일은 회의 (아홉 시).", merged: "내일은 회의입니다 (아홉 시)."),
    // Thai: a tone mark belongs to its letter.
    TextDiffExample(
      old: "พบแม", new: "พบแม่",
      edits: [edit(3, 1, "ม่")],
      other: "พบแมที่บ้าน", merged: "พบแม่ที่บ้าน"),
    // Arabic: a vowel mark belongs to its letter.
    TextDiffExample(
      old: "هذا كتاب جديد", new: "هذا كتابٌ جديد",
      edits: [edit(4, 4, "كتابٌ")],
      other: "هذا كتاب، جديد", merged: "هذا كتابٌ، جديد"),
    // An accent that combines.
    TextDiffExample(
      old: "Meet at the cafe today.", new: "Meet at the cafe\u{301} today.",
      edits: [edit(12, 4, "cafe\u{301}")],
      other: "Meet at the cafe, today.", merged: "Meet at the cafe\u{301}, today."),
    // Emoji: a profession, a skin tone, a flag.
    TextDiffExample(
      old: "Ask 👩.", new: "Ask 👩\u{200D}🔬.",
      edits: [edit(4, 1, "👩\u{200D}🔬")],
      other: "Ask 👩 again.", merged: "Ask 👩\u{200D}🔬 again."),
    TextDiffExample(
      old: "Agreed 👍", new: "Agreed 👍🏽",
      edits: [edit(7, 1, "👍🏽")],
      other: "Agreed 👍!", merged: "Agreed 👍🏽!"),
    TextDiffExample(
      old: "Won by 🇦🇹 again.", new: "Won by 🇦🇺 🇦🇹 again.",
      edits: [edit(6, 0, " 🇦🇺")],
      other: "Won by 🇩🇪 again.", merged: "Won by 🇦🇺 🇩🇪 again."),
  ]
}
