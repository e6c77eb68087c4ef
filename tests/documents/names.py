"""Names of people, each with letters that tools lose."""

NAMES = (
    "Łukasz Şağlam", "Nguyễn Thị Ánh", "Þórður Ægisdóttir", "Ľubomír Ďuriš-Ščasný", "Gökçe Öztürk", "Weiß STRAẞE",
    "K͟hādim al-Ḥusayn", "R̥̄ta C̨̆adu", "Ȱrt Ʒelo Ǝ".replace("Ǝ", "Ə"), "O’Neill, Mary-Jane", "Ẑenǵ Žižkovič",
    "Ŀluís d'Oriol", "Ŭladzimir Ḳ̄ozak", "Āē̍ō̍ Ụ̈ạ̈", "Ţepeş Ștefăniță", "Ħal Ġorġ Żammit",
)  # fmt: skip
