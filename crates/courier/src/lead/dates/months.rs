//! Month names, as spreadsheets write them in the form's languages.
//!
//! The words come from Unicode's CLDR, in lower case and without full stops. Chinese, Japanese, Korean and Vietnamese
//! number their months.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::words::folded;

/// The names of January to December. Each entry has all twelve names in one language, either in full or in short forms.
const NAMES: &[&str] = &[
    // en
    "january february march april may june july august september october november december",
    // en, short
    "jan feb mar apr may jun jul aug sep oct nov dec",
    // th
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
    // th, short
    "มค กพ มีค เมย พค มิย กค สค กย ตค พย ธค",
    // my
    "ဇန်နဝါရီ ဖေဖော်ဝါရီ မတ် ဧပြီ မေ ဇွန် ဇူလိုင် ဩဂုတ် စက်တင်ဘာ အောက်တိုဘာ နိုဝင်ဘာ ဒီဇင်ဘာ",
    // my, short
    "ဇန် ဖေ မတ် ဧ မေ ဇွန် ဇူ ဩ စက် အောက် နို ဒီ",
    // id
    "januari februari maret april mei juni juli agustus september oktober november desember",
    // id, short
    "jan feb mar apr mei jun jul agu sep okt nov des",
    // ms
    "januari februari mac april mei jun julai ogos september oktober november disember",
    // ms, short
    "jan feb mac apr mei jun jul ogo sep okt nov dis",
    // hi
    "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर",
    // hi, short
    "जन फ़र मार्च अप्रैल मई जून जुल अग सित अक्टू नव दिस",
    // bn
    "জানুয়ারি ফেব্রুয়ারি মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর",
    // bn, short
    "জানু ফেব মার্চ এপ্রি মে জুন জুল আগ সেপ অক্টো নভে ডিসে",
    // ne
    "जनवरी फेब्रुअरी मार्च अप्रिल मे जुन जुलाई अगस्ट सेप्टेम्बर अक्टोबर नोभेम्बर डिसेम्बर",
    // ur
    "جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر",
    // ta
    "ஜனவரி பிப்ரவரி மார்ச் ஏப்ரல் மே ஜூன் ஜூலை ஆகஸ்ட் செப்டம்பர் அக்டோபர் நவம்பர் டிசம்பர்",
    // ta, short
    "ஜன பிப் மார் ஏப் மே ஜூன் ஜூலை ஆக செப் அக் நவ டிச",
    // km
    "មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ",
    // lo
    "ມັງກອນ ກຸມພາ ມີນາ ເມສາ ພຶດສະພາ ມິຖຸນາ ກໍລະກົດ ສິງຫາ ກັນຍາ ຕຸລາ ພະຈິກ ທັນວາ",
    // lo, short
    "ມກ ກພ ມນ ມສ ພພ ມິຖ ກລ ສຫ ກຍ ຕລ ພຈ ທວ",
    // am
    "ጃንዋሪ ፌብሩዋሪ ማርች ኤፕሪል ሜይ ጁን ጁላይ ኦገስት ሴፕቴምበር ኦክቶበር ኖቬምበር ዲሴምበር",
    // am, short
    "ጃን ፌብ ማርች ኤፕሪ ሜይ ጁን ጁላይ ኦገስ ሴፕቴ ኦክቶ ኖቬም ዲሴም",
    // ar
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    // ru
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    // ru, short
    "янв февр мар апр мая июн июл авг сент окт нояб дек",
    // ru, stand-alone
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    // fil
    "enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre",
    // fil, short
    "ene peb mar abr may hun hul ago set okt nob dis",
    // sw
    "januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba",
    // sw, short
    "jan feb mac apr mei jun jul ago sep okt nov des",
    // pt-BR
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    // pt-BR, short
    "jan fev mar abr mai jun jul ago set out nov dez",
];

/// Names that are in none of the lists above.
const ALSO: [(&str, u8); 1] = [("sept", 9)];

static MONTHS: LazyLock<HashMap<String, u8>> = LazyLock::new(|| {
    let listed = NAMES.iter().flat_map(|names| names.split(' ').zip(1..=12));
    listed.chain(ALSO).map(|(name, month)| (folded(name), month)).collect()
});

/// Returns the month of a name that is folded and has no full stops.
pub(super) fn month(name: &str) -> Option<u8> {
    MONTHS.get(name).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_has_twelve_months_and_no_name_means_two_of_them() {
        for names in NAMES {
            assert_eq!(names.split(' ').count(), 12, "{names}");
            for (name, number) in names.split(' ').zip(1..=12) {
                assert_eq!(month(&folded(name)), Some(number), "{name}");
            }
        }
    }
}
