#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code([u8; 2]);
#[derive(Debug, PartialEq)]
pub struct CountryError {
    pub message: String,
    pub suggestion: Option<Code>,
}
impl Code {
    pub fn parse(t: &str) -> Result<Code, CountryError> {
        let b = t.to_ascii_uppercase();
        let b = b.as_bytes();
        if b.len() == 2 {
            Ok(Code([b[0], b[1]]))
        } else {
            Err(CountryError { message: "bad".into(), suggestion: None })
        }
    }
    pub fn lower(self) -> String {
        self.to_string().to_lowercase()
    }
    pub fn needs_name(self) -> bool {
        false
    }
    pub fn name(self) -> Option<&'static str> {
        None
    }
}
impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.0[0] as char, self.0[1] as char)
    }
}
