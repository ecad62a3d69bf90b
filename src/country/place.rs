//! Where countries stand on a map of tiles: one tile for each, about where it is to its neighbours.
//!
//! A picture to find one’s way in, no statement on borders: all tiles are alike, and what is not on
//! the map stands in a row below it.

/// The map, three columns of text a tile. To move a country, move its code.
#[rustfmt::skip]
const MAP: &[&str] = &[
    "                        GL    IS                   FI",
    "                                          NO SE    EE          RU",
    "      CA                                  DK       LV",
    "                                    GB NL          LT BY",
    "                                 IE    BE DE CZ PL",
    "                                       LU LI AT HU SK UA          KZ",
    "                                       FR CH SI HR RO MD                   MN",
    "                                    AD MC SM BA ME RS BG    GE",
    "      US                         PT ES    VA IT XK MK    TR AZ    UZ KG          KP",
    "                                                AL GR CY SY AM TM TJ             JP",
    "                                          TN MT       PS LB IQ IR AF       CN    KR",
    "                                 MA    DZ             IL JO KW BH PK NP BT",
    "      MX    CU BS PR AG       EH                LY    EG SA QA AE       BD MO TW",
    "         BZ JM HT KN DM       SN MR ML                         OM    IN MM LA HK",
    "      GT HN NI DO VC LC BB CV GM GW BF BJ NE    TD    SD ER YE          TH VN PH",
    "         SV CR VE GD TT       SL GN GH TG NG CM CF    SS ET DJ       LK    KH    PW FM MH",
    "            PA CO GY SR GF    LR CI       GQ GA       UG KE SO       MV    MY BN       KI",
    "               EC                         ST CG    CD RW       SC          SG ID       NR",
    "               PE    BR                               BI TZ                   TL PG SB TV",
    "                  BO                            AO ZM MW MZ KM                      VU WS",
    "                     PY                         NA BW ZW    MG MU                   NC FJ",
    "                                                   ZA SZ                         AU    TO",
    "               CL AR UY                               LS",
    "                     FK                                                                NZ",
];

/// Every tile with its code, its column and its row, counted from the top left.
pub fn tiles() -> impl Iterator<Item = (&'static str, usize, usize)> {
    MAP.iter().enumerate().flat_map(|(row, line)| {
        let starts = (0..line.len()).step_by(3);
        let code = move |start: usize| line.get(start..start + 2).filter(|code| *code != "  ");
        starts.filter_map(move |start| Some((code(start)?, start / 3, row)))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::country::Code;

    #[test]
    fn every_tile_is_a_country_and_stands_once() {
        let mut seen = BTreeSet::new();
        for (code, column, row) in tiles() {
            assert!(Code::parse(code).is_ok(), "{code}");
            assert!(seen.insert(code), "{code} stands twice");
            assert!(column < 31 && row < 25, "{code}");
        }
        assert!(seen.len() > 200, "{}", seen.len());
    }

    #[test]
    fn neighbours_are_near() {
        let place = |wanted: &str| {
            let found = tiles().find(|(code, ..)| *code == wanted);
            found.map(|(_, column, row)| (column as i32, row as i32)).expect("it is on the map")
        };
        for (west, east) in [("US", "GB"), ("GB", "RU"), ("IR", "CN"), ("BR", "ZA"), ("CN", "JP")] {
            assert!(place(west).0 < place(east).0, "{west} {east}");
        }
        for (north, south) in [("CA", "MX"), ("NO", "IT"), ("EG", "ZA"), ("RU", "IN"), ("JP", "AU")]
        {
            assert!(place(north).1 < place(south).1, "{north} {south}");
        }
    }
}
