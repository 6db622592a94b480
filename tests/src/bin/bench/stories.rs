//! Stories that differ from each other, in the scripts of senders.

const SENTENCES: [&str; 8] = [
    "My brother answered an advertisement and has not come home since.",
    "They moved him to a house by the river last week.",
    "น้องสาวถูกกักตัวอยู่ริมแม่น้ำ ขอความช่วยเหลือด้วย",
    "ကျွန်မညီကို မြစ်ဘေးက အဆောက်အအုံထဲမှာ ပိတ်လှောင်ထားတယ်။",
    "表弟被关在那个园区三楼，护照被没收，每天工作十六个小时。",
    "Họ tịch thu hộ chiếu và đòi tiền chuộc của gia đình chúng tôi.",
    "បងប្រុសរបស់ខ្ញុំត្រូវបានគេឃុំខ្លួននៅក្នុងអគារមួយ។",
    "A guard sold him on for three thousand dollars, he says.",
];

/// Rare words, with a description first. Each stands in one of a hundred tips.
pub(crate) const RARE: [(&str, &str); 3] =
    [("two Chinese characters", "白沙"), ("a Thai word", "ตึก"), ("an English word", "warehouse")];

/// The story of the `n`th tip: its number, then three to ten sentences, a few hundred characters.
pub(crate) fn story(n: usize) -> String {
    let length = 3 + n % 8;
    let mut story = format!("Tip {n}.");
    for step in 0..length {
        story.push(' ');
        story.push_str(SENTENCES[(n * 5 + step * 3 + n / 8) % SENTENCES.len()]);
    }
    if let Some((_, word)) = RARE.get(n % 100) {
        story.push_str(word);
    }
    story
}
